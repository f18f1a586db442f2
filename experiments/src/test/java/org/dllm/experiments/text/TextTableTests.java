package org.dllm.experiments.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTests {

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        String table =
                new TextTable("run", ">seed", "state")
                        .row("a", "1", "RUNNING")
                        .row("a longer one", "12345", "")
                        .toString();
        assertThat(table)
                .isEqualTo(
                        """
                        run            seed  state
                        a                 1  RUNNING
                        a longer one  12345
                        """);
    }

    @Test
    void aTableWithoutRowsIsItsHeader() {
        assertThat(new TextTable("run", ">seed")).hasToString("run  seed\n");
    }

    @Test
    void longCellsAreNotWrapped() {
        String cell = "word ".repeat(300) + "end";
        assertThat(new TextTable("name", "changes").row("a", cell).toString().lines())
                .hasSize(2)
                .element(1)
                .isEqualTo("a     " + cell);
    }

    @Test
    void hiddenCharactersOfCellsAndHeadersAreEscaped() {
        assertThat(new TextTable(List.of("a\nb", ">c\u001b")).row("x\r\ny", "\u202e1").toString())
                .isEqualTo(
                        """
                        a\\u000ab        c\\u001b
                        x\\u000d\\u000ay  \\u202e1
                        """);
    }

    @Test
    void aRowWithAnotherNumberOfCellsIsRefused() {
        var table = new TextTable("a", "b");
        assertThatThrownBy(() -> table.row("1")).hasMessage("a row needs 2 cells, found 1");
    }
}
