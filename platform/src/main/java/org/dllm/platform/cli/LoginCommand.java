package org.dllm.platform.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "login", description = "Prints a link to the dashboard that works once.")
final class LoginCommand implements Callable<Integer> {
    private final Session session;

    @Mixin private JsonOption output = new JsonOption();

    LoginCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (output.json) {
            session.print(session.loginLink());
        } else {
            session.print(session.loginLink().path("url").asString());
        }
        return Main.OK;
    }
}
