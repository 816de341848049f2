package com.mesaya.realtime.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo as a person sees it, in a real browser: Debian's Chromium. */
class DemoIT {

    private static final Pattern BROKER = Pattern.compile("^.*/mesaya-kafka[^/]*");

    private static DemoBrowser browser;

    @BeforeAll
    static void startDemoAndBrowser() throws Exception {
        browser = new DemoBrowser();
    }

    @AfterAll
    static void stopBrowserAndDemo() {
        browser.close();
    }

    @Test
    void showsATableChangeColourAfterAChangeAtTheApi() {
        try (Page page = browser.page()) {
            page.navigate(browser.terraza());
            Locator table = browser.firstTable(page);
            PlaywrightAssertions.assertThat(page.locator(".table")).hasCount(20);
            PlaywrightAssertions.assertThat(page.locator("#connection")).hasText("live");
            PlaywrightAssertions.assertThat(page.locator("#title")).hasText("Terraza");
            PlaywrightAssertions.assertThat(table).hasAttribute("data-status", "AVAILABLE");
            String free = fill(table);

            browser.ask("PATCH", "/api/table/" + browser.demo().firstTable(), "{\"status\":\"OCCUPIED\"}");

            PlaywrightAssertions.assertThat(table).hasAttribute("data-status", "OCCUPIED");
            PlaywrightAssertions.assertThat(table.locator(".number")).hasText("● 1");
            page.waitForCondition(() -> !fill(table).equals(free));
        }
    }

    @Test
    void saysWhyAConnectionIsRefused() {
        try (Page page = browser.page()) {
            page.navigate(browser.terraza().replaceFirst("section=[^&]*", "section=unknown"));

            PlaywrightAssertions.assertThat(page.locator("#connection")).hasText("There is no such section.");
        }
    }

    @Test
    void takesEverythingFromItsAddressToo() {
        try (Page page = browser.page()) {
            page.navigate(browser.fullAddress("/", browser.demo().token(), SampleRestaurant.SECTIONS.get(0)));

            PlaywrightAssertions.assertThat(page.locator("#connection")).hasText("live");
            PlaywrightAssertions.assertThat(page.locator("#title")).hasText("Terraza");
        }
    }

    @Test
    void saysThatTheDemoOfItsAddressHasEnded() {
        try (Page page = browser.page()) {
            page.navigate(browser.terraza().replaceFirst("demo=([^&]+)/[^&]+", "demo=$1/another"));

            PlaywrightAssertions.assertThat(page.locator("#connection")).hasText("The demo of this address has ended.");
            PlaywrightAssertions.assertThat(page.locator("#join")).isVisible();
        }
    }

    @Test
    void printsShortAddressesWithoutTheToken() {
        assertThat(browser.demo().wholePage())
                .hasSizeLessThan(80)
                .doesNotContain(browser.demo().token());
        assertThat(browser.terraza())
                .hasSizeLessThan(130)
                .doesNotContain(browser.demo().token());
    }

    @Test
    void asksForAnotherTokenIfThisOneIsNoGood() {
        try (Page page = browser.page()) {
            page.navigate(browser.fullAddress("/", "none", SampleRestaurant.SECTIONS.get(0)));

            PlaywrightAssertions.assertThat(page.locator("#connection")).hasText("The token is not valid.");
            PlaywrightAssertions.assertThat(page.locator("#join")).isVisible();
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        Set<Path> before = brokerDirectories();
        Set<Path> more;

        try (var another = new Demo(1, line -> {})) {
            another.start(0, 0, Duration.ofMillis(100));
            more = brokerDirectories();
            more.removeAll(before);
            assertThat(more).hasSize(1);
        }

        assertThat(more).noneMatch(Files::exists);
        assertThat(brokerDirectories()).isEqualTo(before);
    }

    private static String fill(Locator table) {
        return (String) table.locator(".top").evaluate("rect => getComputedStyle(rect).fill");
    }

    /** Those in which this process has a file open (Linux); others may run a broker on the same machine. */
    private static Set<Path> brokerDirectories() throws Exception {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .flatMap(descriptor -> BROKER.matcher(target(descriptor)).results())
                    .map(directory -> Path.of(directory.group()))
                    .collect(Collectors.toSet());
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
