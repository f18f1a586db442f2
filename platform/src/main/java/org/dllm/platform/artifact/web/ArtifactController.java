package org.dllm.platform.artifact.web;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_OCTET_STREAM;
import static org.springframework.http.MediaType.APPLICATION_OCTET_STREAM_VALUE;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.dllm.experiments.experiment.RunEvent.Artifact;
import org.dllm.platform.artifact.ArtifactFiles;
import org.dllm.platform.artifact.ArtifactNotFound;
import org.dllm.platform.artifact.Artifacts;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.Runs;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/runs/{id}/artifacts")
class ArtifactController {

    private final Runs runs;
    private final Artifacts artifacts;
    private final ArtifactFiles files;

    ArtifactController(Runs runs, Artifacts artifacts, ArtifactFiles files) {
        this.runs = runs;
        this.artifacts = artifacts;
        this.files = files;
    }

    record ArtifactView(String name, String sha256, long bytes) {
        static ArtifactView of(Artifact artifact) {
            return new ArtifactView(artifact.name(), artifact.sha256(), artifact.bytes());
        }
    }

    @GetMapping(produces = APPLICATION_JSON_VALUE)
    List<ArtifactView> list(@PathVariable RunId id) {
        runs.require(id);
        return artifacts.of(id).stream().map(ArtifactView::of).toList();
    }

    /**
     * Content of an artifact, always as a download: a file that a run wrote must not execute in the
     * browser.
     */
    @GetMapping(path = "/{name}", produces = APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<Resource> content(@PathVariable RunId id, @PathVariable String name) {
        runs.require(id);
        Path file = files.find(id, name);
        return ResponseEntity.ok()
                .contentType(APPLICATION_OCTET_STREAM)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename(name, StandardCharsets.UTF_8)
                                .build()
                                .toString())
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .body(new FileSystemResource(file));
    }

    @ExceptionHandler
    ProblemDetail unknown(ArtifactNotFound e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, e.getMessage());
    }
}
