package com.mesaya.realtime.config;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses the main API's address, and refuses an address with a part that would be dropped or misread. */
final class ApiAddress {

    private static final Pattern PORT = Pattern.compile(":(\\d*)$");

    private ApiAddress() {}

    static URI base(ConfigReader reader) {
        String path = "mesaya.rest.base-url";
        if (reader.secret(path).contains("@")) {
            throw new SettingsException("REST_BASE_URL (" + path + ") must be the main API's address without user or"
                    + " password, but has an @ in it");
        }
        return URI.create(reader.text(
                        path,
                        "REST_BASE_URL",
                        "the main API's address, such as http://main-api:3000",
                        url -> url.matches("https?://[^\\s/?#]+(/[^\\s?#]*)?")
                                && endsInPort(URI.create(url).getRawAuthority())))
                .normalize();
    }

    /** Returns whether the authority ends in a port number, or has no port. */
    private static boolean endsInPort(@Nullable String authority) {
        if (authority == null) {
            return false;
        }
        var port = PORT.matcher(authority);
        return !port.find()
                || (port.group(1).matches("[1-9]\\d{0,4}") && Integer.parseInt(port.group(1)) <= ConfigReader.MAX_PORT);
    }

    static String sectionPath(ConfigReader reader) {
        return reader.text(
                "mesaya.rest.section-path",
                "REST_SECTION_PATH",
                "a path with {id} in it, such as /api/section/{id}",
                path -> path.matches("/(?!/)[^\\s#]*\\{id}[^\\s#]*")
                        && URI.create(path.replace("{id}", "id")).getRawPath() != null);
    }
}
