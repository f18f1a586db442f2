package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0.0        | 0
                    0.00008614 | 8.614e-5
                    0.14404    | 0.144
                    232.192    | 232.2
                    2538.4     | 2,538
                    237765.3   | 237,765
                    2372000    | 2.372 M
                    NaN        | NaN
                    Infinity   | ∞
                    """)
    void aValueHasFourDigitsAndGroupedThousands(double value, String text) {
        assertThat(new Quantity(value).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"1, 1.000", "99.98765, 99.988", "232.192, 232.2"})
    void smallValuesHaveThreeDecimalsSoThatColumnsAlign(double value, String text) {
        assertThat(new Quantity(value).fixed()).isEqualTo(text);
    }

    @Test
    void aMissingValueIsADash() {
        assertThat(new Quantity(null).text()).isEqualTo("–");
        assertThat(new Quantity(null).fixed()).isEqualTo("–");
    }
}
