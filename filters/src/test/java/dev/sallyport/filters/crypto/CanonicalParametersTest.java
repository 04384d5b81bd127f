// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalParametersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '>', textBlock = """
                    ''              > ''
                    ?b=2&a=1        > a=1&b=2
                    &&a=1&&         > a=1
                    a               > a=
                    a=b=c           > a=b%3Dc
                    a=x+y           > a=x%20y
                    a=x%20y         > a=x%20y
                    a=%7e~          > a=~~
                    a=!'()*         > a=%21%27%28%29%2A
                    a=%zz%4         > a=%25zz%254
                    a=ü             > a=%C3%BC
                    a=%c3%bc        > a=%C3%BC
                    a=%ff%80        > a=%FF%80
                    b=2&B=1&a=2&a=1 > B=1&a=1&a=2&b=2
                    a b=1           > a%20b=1
                    """)
    void decodesEncodesAndSorts(String text, String expected) {
        assertThat(CanonicalParameters.ofText(text)).isEqualTo(expected);
    }

    @Test
    void takesTextsThatAreNotEncodedAndSeveralForms() {
        assertThat(new CanonicalParameters()
                        .add("b", "1+1")
                        .add("a", "100%")
                        .addForm("a=%25&?=")
                        .joined())
                .isEqualTo("%3F=&a=%25&a=100%25&b=1%2B1");
    }

    @Property(tries = 500)
    void isIdempotent(@ForAll String text) {
        String once = CanonicalParameters.ofText(text);

        assertThat(CanonicalParameters.ofText(once)).isEqualTo(once);
    }
}
