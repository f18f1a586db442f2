package org.dllm.platform.artifact;

import org.dllm.platform.run.RunId;

/** A run left no file of this name, or the file is gone. */
public final class ArtifactNotFound extends RuntimeException {
    ArtifactNotFound(RunId run, String name, String why) {
        super("run " + run + " has no artifact \"" + name + "\"" + why);
    }
}
