package org.dllm.platform.web;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** Rejects a body that is invalid in its charset; Spring would replace invalid bytes. */
@Component
final class StrictTextConverter extends StringHttpMessageConverter {

    StrictTextConverter() {
        super(StandardCharsets.UTF_8);
        setWriteAcceptCharset(false);
    }

    @Override
    protected String readInternal(Class<? extends String> type, HttpInputMessage message)
            throws IOException {
        Charset charset =
                Optional.ofNullable(message.getHeaders().getContentType())
                        .map(MediaType::getCharset)
                        .orElse(StandardCharsets.UTF_8);
        byte[] body = message.getBody().readAllBytes();
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException _) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST,
                    "expected a body of text in %s, but it has other bytes".formatted(charset));
        }
    }
}
