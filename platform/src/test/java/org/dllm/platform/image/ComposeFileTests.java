package org.dllm.platform.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Checks the Compose file and the Dockerfile without building or starting anything. */
class ComposeFileTests {

    /** A tag with at least a major and a minor version, and the digest of the image index. */
    private static final String PINNED = "docker\\.io/.+:\\d+\\.\\d+.*@sha256:[0-9a-f]{64}";

    private static final Path DOCKERFILE = Path.of("../docker/server/Dockerfile");

    private final ComposeFile compose = ComposeFile.read(Map.of());

    @Test
    void fitsThePublishedSchema() throws IOException {
        assertThat(errors(compose.tree())).isEmpty();
    }

    @Test
    void aMisspeltKeyDoesNotFitTheSchema() throws IOException {
        ((ObjectNode) compose.service("server")).putObject("health-check");
        assertThat(errors(compose.tree())).isNotEmpty();
    }

    @Test
    void everyPortIsPublishedOnTheLoopbackAddressOnly() {
        for (JsonNode service : compose.tree().path("services")) {
            assertThat(service.path("ports").valueStream().map(JsonNode::asString))
                    .isNotEmpty()
                    .allMatch(port -> port.startsWith("127.0.0.1:"));
        }
    }

    @Test
    void everyBaseImageIsPinnedToAVersionAndADigest() throws IOException {
        assertThat(compose.service("database").path("image").asString()).matches(PINNED);
        assertThat(matches("(?m)^ARG \\w+=(.+)$")).hasSize(2).allMatch(tag -> tag.matches(PINNED));
        assertThat(matches("(?m)^FROM (\\S+)")).containsOnly("${JDK}", "${MAVEN}");
    }

    @Test
    void theServerStartsOnceTheDatabaseIsHealthy() {
        JsonNode condition = compose.service("server").at("/depends_on/database/condition");
        assertThat(condition.asString()).isEqualTo("service_healthy");
        assertThat(compose.service("database").at("/healthcheck/test").isArray()).isTrue();
    }

    @Test
    void theServerIsKilledOnlyAfterItsRunsHadTimeForACheckpoint() {
        String grace = compose.service("server").path("stop_grace_period").asString();
        String goodbye = compose.environmentOf("server").get("DLLM_WORKER_GOODBYE");
        assertThat(DurationStyle.SIMPLE.parse(grace))
                .isGreaterThan(DurationStyle.SIMPLE.parse(goodbye));
    }

    @Test
    void thePasswordComesFromTheEnvironmentAsASecretOfBothServices() throws IOException {
        assertThat(compose.tree().at("/secrets/database-password/environment").asString())
                .isEqualTo("DLLM_DATABASE_PASSWORD");
        assertThat(compose.service("database").path("secrets").valueStream())
                .extracting(JsonNode::asString)
                .containsExactly("database-password");
        assertThat(compose.service("server").at("/secrets/0/source").asString())
                .isEqualTo("database-password");
        assertThat(Files.readString(ComposeFile.FILE)).doesNotContain("_PASSWORD: ");
    }

    @Test
    void everyVolumeOfTheImageIsANamedVolume() throws IOException {
        String declared = matches("(?m)^VOLUME (.+)$").getFirst();
        List<String> targets =
                JsonMapper.shared()
                        .readTree(declared)
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList();
        assertThat(compose.service("server").path("volumes").valueStream().map(JsonNode::asString))
                .extracting(volume -> volume.split(":", 2)[1])
                .containsExactlyElementsOf(targets);
        assertThat(compose.tree().path("volumes").propertyNames())
                .containsExactlyInAnyOrder("database", "home", "data");
    }

    @Test
    void theBuildContextHasEverySourceOfTheBuild() throws IOException {
        List<String> included =
                matches("(?m)^!(.+)$", DOCKERFILE.resolveSibling("Dockerfile.dockerignore"));
        String sources = matches("(?m)^app_sources=\\((.+)\\)$", Path.of("../dllm")).getFirst();
        assertThat(sources.split(" ", -1))
                .allMatch(source ->
                        included.stream()
                                .anyMatch(path -> Path.of(source).startsWith(Path.of(path))));
    }

    private static List<String> matches(String pattern) throws IOException {
        return matches(pattern, DOCKERFILE);
    }

    private static List<String> matches(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static List<Error> errors(JsonNode compose) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(schema())
                .validate(compose);
    }

    /**
     * The schema without two keywords that the validator rejects: an unofficial draft and a
     * relative id.
     */
    private static JsonNode schema() throws IOException {
        try (InputStream file = ComposeFileTests.class.getResourceAsStream("compose-spec.json")) {
            JsonNode schema = JsonMapper.shared().readTree(Objects.requireNonNull(file));
            return ((ObjectNode) schema).remove(List.of("$schema", "$id"));
        }
    }
}
