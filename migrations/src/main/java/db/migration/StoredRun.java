package db.migration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run as the schema without submissions stored it.
 *
 * @param documentHash of the submitted text
 */
record StoredRun(
        String id,
        long number,
        long experiment,
        String name,
        String documentHash,
        Instant createdAt,
        @Nullable String waitsFor,
        @Nullable String rerunOf,
        RunPlace place) {

    static StoredRun of(ResultSet row) throws SQLException {
        return new StoredRun(
                row.getString("id"),
                row.getLong("number"),
                row.getLong("experiment_id"),
                row.getString("name"),
                hash(row.getString("document")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("waits_for"),
                row.getString("rerun_of"),
                RunPlace.of(row.getString("name"), row.getString("spec")));
    }

    boolean sameText(StoredRun other) {
        return experiment == other.experiment && documentHash.equals(other.documentHash);
    }

    /** The values that the runs of a submission have on each axis, as JSON. */
    static String sweep(List<StoredRun> members) {
        var axes = new LinkedHashMap<String, List<JsonNode>>();
        for (StoredRun run : members) {
            run.place()
                    .axes()
                    .forEach((path, value) -> {
                        List<JsonNode> values = axes.computeIfAbsent(path, _ -> new ArrayList<>());
                        if (!values.contains(value)) values.add(value);
                    });
        }
        return JsonMapper.shared().writeValueAsString(axes);
    }

    private static String hash(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
