package org.dllm.platform.artifact;

import org.dllm.platform.run.RunId;

/** A run has no artifact of this name, or its file is missing. */
public final class ArtifactNotFound extends RuntimeException {
    ArtifactNotFound(RunId run, String name, String why) {
        super("run " + run + " has no artifact \"" + name + "\"" + why);
    }
}
