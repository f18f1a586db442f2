package org.dllm.platform.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dllm.platform.home.CannotStartException;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.home.StateFile;
import org.dllm.platform.worker.Workers;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * The token by which the command line of this home folder speaks to the server: made at the first
 * start, readable by its owner only. Whoever deletes the file gets a new one at the next start.
 */
@Component
class LocalToken implements InitializingBean {

    private final LabFolders folders;
    private final Tokens tokens;
    private final Workers workers;

    LocalToken(LabFolders folders, Tokens tokens, Workers workers) {
        this.folders = folders;
        this.tokens = tokens;
        this.workers = workers;
    }

    @Override
    public void afterPropertiesSet() {
        Secret secret = secret();
        if (tokens.roleOfToken(secret).isEmpty()) {
            // Servers of other home folders may share the database, and their tokens are not ours.
            String home = workers.all().getFirst().name();
            tokens.put("local " + home, secret, Role.ADMIN);
        }
    }

    private Secret secret() {
        Path file = folders.token();
        try {
            if (Files.exists(file)) {
                String text = Files.readString(file).strip();
                if (text.length() < 32) {
                    throw new CannotStartException(
                            "expected a token of at least 32 characters in "
                                    + file
                                    + ", but it has "
                                    + text.length()
                                    + "; delete the file and a new one is made");
                }
                return new Secret(text);
            }
            Secret secret = Secret.random();
            StateFile.write(file, secret.value() + "\n");
            return secret;
        } catch (IOException e) {
            throw CannotStartException.unusable(file, e);
        }
    }
}
