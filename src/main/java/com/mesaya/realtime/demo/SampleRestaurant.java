package com.mesaya.realtime.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mesaya.realtime.demo.Restaurant.Kind;
import java.util.List;

/** Sample data: two sections of twenty tables each, and a few objects. */
final class SampleRestaurant {

    /** The sections' ids. */
    static final List<String> SECTIONS =
            List.of("5b0f6b1e-6a1f-4a57-9a0c-2f3a8f5f9a01", "7c1a7c2f-7b2a-4b68-8b1d-3a4b9a6a0b02");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RESTAURANT = "1f6d4f0a-7d59-4a0e-a2f4-30a6f6a6f7c2";
    private static final String IMAGE = "e3b0c442-98fc-4c14-9afb-f4c8996fb924";
    private static final List<String> NAMES = List.of("Terraza", "Salón principal");
    private static final int[] CAPACITIES = {2, 4, 4, 6, 8};
    private static final int COLUMNS = 5;
    private static final int ROWS = 4;
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 800;

    private SampleRestaurant() {}

    static void furnish(Restaurant restaurant) {
        for (int index = 0; index < SECTIONS.size(); index++) {
            String section = SECTIONS.get(index);
            restaurant.load(
                    Kind.SECTION,
                    JSON.createObjectNode()
                            .put("id", section)
                            .put("restaurantId", RESTAURANT)
                            .put("name", NAMES.get(index))
                            .put("width", WIDTH)
                            .put("height", HEIGHT)
                            .put("posX", 0)
                            .put("posY", 0)
                            .put("status", "ACTIVE"));
            tables(restaurant, section, 1 + index * COLUMNS * ROWS);
            objects(restaurant, section);
        }
    }

    private static void tables(Restaurant restaurant, String section, int firstNumber) {
        for (int place = 0; place < COLUMNS * ROWS; place++) {
            int capacity = CAPACITIES[place % CAPACITIES.length];
            restaurant.load(
                    Kind.TABLE,
                    at(100 + place % COLUMNS * 220, 130 + place / COLUMNS * 160, 70 + capacity * 10, 90)
                            .put("sectionId", section)
                            .put("number", firstNumber + place)
                            .put("capacity", capacity)
                            .put("tableImageId", IMAGE)
                            .put("chairImageId", IMAGE)
                            .put("status", "AVAILABLE")
                            .put("isAvailable", true));
        }
    }

    private static void objects(Restaurant restaurant, String section) {
        for (ObjectNode place : List.of(at(480, 20, 240, 60), at(20, 20, 60, 60), at(1120, 20, 60, 60))) {
            ObjectNode object = restaurant.load(Kind.OBJECT, place.put("imageId", IMAGE));
            restaurant.load(
                    Kind.SECTION_OBJECT,
                    JSON.createObjectNode()
                            .put("sectionId", section)
                            .put("objectId", object.path("id").asText()));
        }
    }

    private static ObjectNode at(int posX, int posY, int width, int height) {
        return JSON.createObjectNode()
                .put("posX", posX)
                .put("posY", posY)
                .put("width", width)
                .put("height", height);
    }
}
