"""Pictures made ready for recognition: colours, skew, shadows and dust."""

import pytest

cv2 = pytest.importorskip("cv2", reason="opencv-python-headless is missing: pip install 'gmparse[ocr]'")
np = pytest.importorskip("numpy", reason="numpy is missing: pip install 'gmparse[ocr]'")

from gmparse.reading import cleanup  # noqa: E402  behind the skips

WHITE, BLACK, RED, BLUE = (250, 250, 250), (25, 25, 25), (50, 40, 210), (190, 60, 40)  # BGR
HEIGHT, WIDTH = 2339, 1654


def page(colour=WHITE):
    return np.full((HEIGHT, WIDTH, 3), colour, np.uint8)


def printed():
    """A page of level lines of text."""
    picture = page()
    for y in range(300, 2000, 60):
        cv2.putText(picture, "So 12/QD-UBND ngay 05 thang 3", (200, y), cv2.FONT_HERSHEY_DUPLEX, 1.4, BLACK, 2)
    return picture


def turned(picture, degrees):
    """Turned counterclockwise by that many degrees."""
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, 1)
    return cv2.warpAffine(picture, turn, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderValue=WHITE)


@pytest.mark.parametrize(("ink", "stays"), [(BLACK, True), (RED, False), (BLUE, False)], ids=["black", "red", "blue"])
def test_coloured_ink_goes_and_black_stays(ink, stays):
    picture = page()
    picture[100:200, 100:200] = ink
    grey = cleanup.without_colour(picture)
    assert grey.shape == (HEIGHT, WIDTH)
    assert (grey[100:200, 100:200] < 60).all() == stays
    assert stays or (grey[100:200, 100:200] > 230).all()
    assert (grey[300:] >= 245).all()


def test_black_print_under_a_red_stamp_stays():
    picture = page()
    picture[100:300, 100:300] = RED
    picture[180:220, 50:400] = BLACK
    grey = cleanup.without_colour(picture)
    assert (grey[180:220, 50:400] < 60).all()


def test_a_grey_picture_has_no_colour_to_drop():
    grey = page()[:, :, 0]
    assert cleanup.without_colour(grey) is grey


def test_red_ink_is_told_from_all_other():
    picture = np.array([[RED, BLUE, BLACK, WHITE]], np.uint8)
    red, blue, black, white = cleanup.red_ink(picture)[0]
    assert red > 200
    assert (blue, black, white) == (0, 0, 0)


@pytest.mark.parametrize("skew", [-3.0, -1.5, -0.6, 0.0, 0.6, 1.5, 3.0])
def test_a_skewed_page_is_levelled(skew):
    cleaned = cleanup.clean(turned(printed(), skew), 200)
    assert cleaned.skew == pytest.approx(-skew, abs=0.2)
    assert abs(cleanup._skew(cleaned.grey)) <= 0.2


def test_an_empty_page_is_not_turned():
    assert cleanup.clean(page(), 200).skew == pytest.approx(0, abs=0.01)


def test_uneven_light_is_made_even():
    light = np.linspace(1.0, 0.6, WIDTH)[None, :, None]
    grey = cleanup.clean((printed() * light).astype(np.uint8), 200).grey
    left, right = np.median(grey[:, :300]), np.median(grey[:, -300:])
    assert abs(left - right) <= 5
    assert left > 235
    assert grey.min() < 90  # the print is as black as it was


@pytest.mark.parametrize(("dpi", "scale"), [(300, 200 / 300), (200, 1), (190, 1), (150, 200 / 150), (100, 2)])
def test_pictures_come_to_200_dpi_unless_they_are_near_it(dpi, scale):
    cleaned = cleanup.clean(page()[:900, :600, 0], dpi)
    assert cleaned.dpi == 200
    assert cleaned.grey.shape == pytest.approx((900 * scale, 600 * scale), abs=1)


def dusty(picture, specks, side=2):
    random = np.random.RandomState(7)
    for x, y in zip(random.randint(0, WIDTH - 9, specks), random.randint(0, HEIGHT - 9, specks), strict=True):
        picture[y : y + side, x : x + side] = BLACK
    return picture


def test_dust_is_painted_over_and_print_stays():
    clean, dirty = cleanup.clean(printed(), 200).grey, cleanup.clean(dusty(printed(), 3000), 200).grey
    empty = np.s_[2050:, 200:-200]
    assert (dusty(page(), 3000)[empty] < 100).any()
    assert (dirty[empty] > 200).all()
    ink = clean < 100
    assert (dirty[ink] < 120).mean() > 0.99


def test_a_clean_page_is_not_touched_for_dust():
    """Dots of letters are no dust: nothing is painted over on a page without any."""
    assert not cleanup._is_dirty(printed()[:, :, 0])
    assert cleanup._is_dirty(dusty(printed(), 3000)[:, :, 0])


def test_another_picture_of_the_page_comes_to_the_same_place():
    picture = turned(printed(), 1.0)
    cleaned = cleanup.clean(picture, 300)
    again = cleanup.made_ready(picture.min(2), cleaned)
    assert again.shape == cleaned.grey.shape
    assert ((again < 120) == (cleaned.grey < 120)).mean() > 0.99
