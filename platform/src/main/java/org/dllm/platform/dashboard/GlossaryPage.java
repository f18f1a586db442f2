package org.dllm.platform.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Node;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * Shows {@code docs/glossary.md}. Each term has an anchor, such as {@code /glossary#executed-rate}.
 */
@Controller
@Order(6)
class GlossaryPage implements DashboardPage {

    private final String html;

    GlossaryPage() throws IOException {
        html =
                html(
                        new ClassPathResource("docs/glossary.md")
                                .getContentAsString(StandardCharsets.UTF_8));
    }

    @Override
    public String path() {
        return "/glossary";
    }

    @Override
    public String title() {
        return "Glossary";
    }

    @GetMapping("/glossary")
    String show(Model model) {
        model.addAttribute("glossary", html);
        return "glossary";
    }

    static String html(String markdown) {
        HtmlRenderer renderer =
                HtmlRenderer.builder()
                        .attributeProviderFactory(_ -> GlossaryPage::anchor)
                        .escapeHtml(true)
                        .build();
        return renderer.render(Parser.builder().build().parse(markdown));
    }

    /** Bold text marks a term and gets an anchor. */
    private static void anchor(Node node, String tag, Map<String, String> attributes) {
        if (node instanceof StrongEmphasis) {
            attributes.put("id", text(node).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
        }
    }

    private static String text(Node node) {
        var text = new StringBuilder();
        node.accept(
                new AbstractVisitor() {
                    @Override
                    public void visit(Text part) {
                        text.append(part.getLiteral());
                    }
                });
        return text.toString();
    }
}
