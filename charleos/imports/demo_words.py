"""The words that the demo agency is written with: names, titles of tasks, notes of entries."""

from __future__ import annotations

from charleos.rules.entries import Activity


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words("""
    Ada Ahmed Alba Anders Anouk Arjun Aroha Beatriz Bram Carys Chidi Ciara Dario Ebele Elif Emeka Eoin Farah
    Felix Femi Freya Gwen Hana Idris Ines Ingrid Isla Jonas Kaito Kamala Kofi Lars Leila Linh Lucia Luka
    Magnus Malik Marta Mateo Maya Milan Nadia Niamh Olu Omar Petra Ravi Rosa Ruben Sana Soren Talia Tariq Uma
    Vera Viktor Wen Yara Zoe
""")
LAST_NAMES = _words("""
    Abara Achterberg Adeyemi Ahlgren Almeida Bakker Banerjee Barros Bergström Birch Boateng Brennan Calloway
    Castellano Chaudhry Costa Dahl Desai Dlamini Duarte Eriksen Farouk Fischer Gallagher Grant Haruki Hughes
    Ibarra Ivanova Jansen Kaplan Kowalczyk Larsen Lim Lockwood Mahmoud Marsh Mensah Moreau Murray Nakamura
    Ncube Nguyen Okafor Oyelaran Park Pereira Petrov Quist Rahman Rossi Sato Schneider Silva Sorensen Tanaka
    Thorne Vasquez Walsh Zhang
""")
TRADES = _words("""
    Bakery Brewing Capital Ceramics Charity Clinic Coffee College Cycles Dental Energy Estates Events Farm
    Festival Finance Foods Foundation Furniture Gallery Gardens Hotels Housing Insurance Interiors Kitchens
    Labs Law Logistics Museum Music Optics Outdoors Pharmacy Press Rail Recruitment Robotics Studios Theatre
    Tours Travel Wines
""")
PLACES = _words("""
    Alder Ashby Beacon Birchwood Blackthorn Bramble Calder Cedar Clifton Coral Dovecote Eastgate Ember Fallow
    Fenwick Foxglove Glenmore Granite Hartwell Hawthorn Heron Hollybank Ironbridge Kingfisher Larkspur Linden
    Lowther Maple Meridian Millstone Moorland Northgate Oakfield Osprey Penrose Primrose Redwood Ridgeway
    Riverside Rookery Sable Sandpiper Silverdale Skylark Southwold Sterling Summit Swift Thistle Thornbury
    Valley Wharf Willow Windmill Wren
""")

SUBJECTS = (
    *("Homepage", "Product page", "Checkout", "Booking form", "Store finder", "Newsletter sign-up", "Blog", "Search"),
    *("Account area", "Careers page", "Case studies", "Event calendar", "Gift cards", "Contact form", "Main menu"),
    *("Footer", "Donation form", "Price list", "Team page", "Press room", "Help centre", "Cookie banner", "Size guide"),
    *("Order confirmation email", "Members’ area", "Photo gallery", "Landing page", "Spring campaign page"),
)
"""What on a client's site a task is about."""

DELIVERABLES: tuple[tuple[tuple[str, ...], int, tuple[str, ...]], ...] = (
    (
        ("design", "development"),
        16,
        ("{}: redesign", "{}: new layout", "{}: second variant for testing", "{}: component refresh"),
    ),
    (
        ("design", "development", "qa"),
        9,
        ("{}: rebuild", "{}: new feature", "{}: rework for small screens", "{}: accessibility rework"),
    ),
    (
        ("development",),
        22,
        (
            "{}: fix broken validation",
            "{}: speed up loading",
            "{}: connect to CRM",
            "{}: analytics events",
            "{}: bug fixes",
        ),
    ),
    (("development", "qa"), 10, ("{}: migrate to new template", "{}: filters and sorting", "{}: integration with ERP")),
    (
        ("design",),
        14,
        ("{}: wireframes", "{}: visual concept", "{}: icon set", "{}: banner set", "{}: social templates"),
    ),
    (
        ("content",),
        11,
        ("{}: new copy", "{}: rewrite for plain English", "{}: photo captions", "{}: Welsh translation"),
    ),
    (("seo",), 8, ("{}: technical SEO audit", "{}: metadata and schema", "{}: keyword research", "{}: redirect map")),
    (("seo", "content"), 4, ("{}: search intent review", "{}: refresh for autumn search terms")),
    (("qa",), 4, ("{}: regression pass", "{}: cross-browser check", "{}: accessibility check")),
)
"""Types of a task's requirements, how often such a task comes, and how it is titled."""

WORK_NOTES: dict[str, tuple[str, ...]] = {
    "design": ("First concepts", "Feedback round with the client", "Mobile breakpoints", "Handed over to development"),
    "development": (
        "Set up the template",
        "Form validation and error messages",
        "Merged after review",
        "Looked into why it fails on Safari",
        "Deployed to staging",
    ),
    "qa": ("First pass: 4 findings", "Second pass, all closed", "Checked with keyboard and screen reader"),
    "content": ("First draft", "Edits after the call", "Proofread and published"),
    "seo": ("Crawled the site", "Redirects mapped", "Notes shared with the client"),
}
OTHER_NOTES = {
    Activity.CLIENT_CALL: ("Weekly catch-up", "Planning of next month", "Demo and feedback", ""),
    Activity.SUPPORT: ("Password reset for an editor", "Question about the CMS", "Restored a deleted page", ""),
    Activity.INTERNAL_MEETING: ("Team stand-up and planning", "Retrospective", "Design critique", ""),
    Activity.ADMIN: ("Timesheets and invoices", "Hiring", "Reading up", ""),
}
