package org.dllm.notebooks;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.imageio.ImageIO;
import org.dflib.DataFrame;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/** Renders data frames as tables and heat maps as images in the output of cells. */
public final class KernelExtension implements Extension {

    private static final Logger LOG = Logger.getLogger(KernelExtension.class.getName());
    private static final MIMEType HTML = MIMEType.parse("text/html");
    private static final MIMEType PNG = MIMEType.parse("image/png");
    private static final MIMEType TEXT = MIMEType.parse("text/plain");

    @Override
    public void install(BaseKernel kernel) {
        try {
            Renderer renderer = kernel.getRenderer();
            renderer.register(
                    Set.of(HTML, TEXT),
                    Set.of(HTML, TEXT),
                    Set.of(DataFrame.class),
                    (frame, context) -> {
                        context.renderIfRequested(HTML, () -> FrameText.html(frame));
                        context.renderIfRequested(TEXT, () -> FrameText.plain(frame));
                    });
            renderer.register(
                    Set.of(PNG, TEXT),
                    Set.of(PNG, TEXT),
                    Set.of(HeatMap.class),
                    (map, context) -> {
                        context.renderIfRequested(PNG, () -> png(map.image()));
                        context.renderIfRequested(TEXT, () -> "heat map: " + map.title());
                    });
        } catch (RuntimeException | LinkageError e) {
            // An exception here would hang the kernel. Without the renderers, output is plain text.
            LOG.log(
                    Level.WARNING,
                    "cannot register renderers; tables and heat maps are shown as plain text",
                    e);
        }
    }

    private static String png(BufferedImage image) {
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
