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
 * The token with which the command line of this home folder authenticates. It is created at the
 * first start and readable by its owner only. If the file is deleted, the next start creates a new
 * one.
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
            // The name identifies the home folder, since servers of other home folders may share
            // the database.
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
                                    + "; delete the file, and the next start creates a new one");
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
