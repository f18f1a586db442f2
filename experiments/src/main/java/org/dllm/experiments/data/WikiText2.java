package org.dllm.experiments.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * WikiText-2 (Merity et al. 2016): articles, each a page from its heading {@code = Title =} to the
 * next. The harness template uses the detokenised page, the paper template the original page.
 */
public record WikiText2() implements DatasetSpec {

    @Override
    public About about() {
        return new About("articles, for perplexity", "CC BY-SA 3.0", "WikiText-2");
    }

    @Override
    public List<DataFile> published() {
        return List.of(
                DataFile.of(
                        "train",
                        629,
                        "wiki.train.tokens.reordered",
                        10797148,
                        "728c77e87e176af4730f9a80fc6008bcaff421a7202c1c048877c0eec3685f89"),
                DataFile.of(
                        "validation",
                        60,
                        "wiki.valid.tokens",
                        1121681,
                        "f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8"),
                DataFile.of(
                        "test",
                        62,
                        "wiki.test.tokens",
                        1256449,
                        "d790b833ef8cf03a90db7bf1271b7520b83c45ce07ba3c1a9699df81e239eca0"));
    }

    @Override
    public String version() {
        return "2.0";
    }

    @Override
    public boolean texts() {
        return true;
    }

    @Override
    public DefaultTask defaultTask() {
        return new DefaultTask("wikitext", DefaultTask.Kind.LIKELIHOOD, "test");
    }

    @Override
    public Stream<Example> read(Path dataDir, String split, Template template) {
        var pages = new Pages(file(dataDir, split), label() + "-" + split + "-", template);
        return StreamSupport.stream(pages, false).onClose(pages::close);
    }

    /** The pages of a file of JSON records, each with a text named page. */
    public static Stream<Example> pages(Path file, Template template) {
        return RowExamples.of(
                file,
                row -> page(file.getFileName() + "-" + row.line(), row.text("page"), template));
    }

    /** The example of a page: the text is detokenised, the sizes are those of the original page. */
    static Example page(String id, String page, Template template) {
        String text = template == Template.HARNESS ? Detokenizer.detokenized(page) : page;
        return Example.text(id, "wikitext2", text, page);
    }

    private static final class Pages extends Spliterators.AbstractSpliterator<Example> {
        private final Path file;
        private final BufferedReader text;
        private final String ids;
        private final Template template;
        private String heading = "";
        private int read;

        private Pages(Path file, String ids, Template template) {
            super(Long.MAX_VALUE, ORDERED | NONNULL);
            this.file = file;
            this.ids = ids;
            this.template = template;
            try {
                text = Files.newBufferedReader(file);
            } catch (IOException e) {
                throw Rows.unreadable(file, e);
            }
        }

        @Override
        public boolean tryAdvance(Consumer<? super Example> action) {
            try {
                String page = next();
                if (page.isEmpty()) {
                    return false;
                }
                action.accept(page(ids + read++, page, template));
                return true;
            } catch (IOException e) {
                throw Rows.unreadable(file, e);
            }
        }

        /** Reads the lines from one heading to the next. */
        private String next() throws IOException {
            var page = new StringBuilder(heading);
            heading = "";
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (isHeading(line)) {
                    if (!page.toString().isBlank()) {
                        heading = line;
                        return page.toString();
                    }
                    page.setLength(0);
                }
                page.append(line);
            }
            return page.toString().isBlank() ? "" : page.toString();
        }

        /** A line with its end; empty at the end of the file. */
        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = text.read(); c >= 0; c = text.read()) {
                line.append((char) c);
                if (c == '\n') {
                    break;
                }
            }
            return line.toString();
        }

        /** Whether a line is the heading of a page, not of a section of it. */
        private static boolean isHeading(String line) {
            String text = line.strip();
            return text.startsWith("= ") && text.endsWith(" =") && !text.startsWith("= =");
        }

        private void close() {
            try {
                text.close();
            } catch (IOException e) {
                throw Rows.unreadable(file, e);
            }
        }
    }
}
