// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllowListTest {

    @Test
    void noNamesMeanEveryName() {
        assertThat(AllowList.of(null)).isSameAs(AllowList.EVERYTHING);
        assertThat(AllowList.of(List.of())).isSameAs(AllowList.EVERYTHING);
        assertThat(AllowList.EVERYTHING.allows("anything")).isTrue();
    }

    @Test
    void namesMeanThoseAndNoOther() {
        AllowList list = AllowList.of(List.of("github"));

        assertThat(list.allows("github")).isTrue();
        assertThat(list.allows("GitHub")).isFalse();
        assertThat(list.allows("github ")).isFalse();
        assertThat(list.allows("")).isFalse();
    }

    @Test
    void isNotChangedThroughTheListItWasMadeOf() {
        List<String> names = new ArrayList<>(List.of("github"));
        AllowList list = AllowList.of(names);

        names.add("slack");

        assertThat(list.allows("slack")).isFalse();
    }
}
