namespace Lode.DemoModel.Text;

/// <summary>The words of the demo model's small world, by class. A class's first words are its favourites.</summary>
static class Lexicon
{
    /// <summary>Names of main characters; none is ever a friend's, so that a story cannot confuse its two characters.</summary>
    public static readonly string[] HeroNames =
        ["Mia", "Tom", "Lily", "Max", "Ruby", "Sam", "Zoe", "Leo", "Anna", "Finn", "Nora", "Otto", "Luna", "Jack", "Rosie", "Hugo"];

    public static readonly string[] FriendNames =
        ["Ben", "Ella", "Felix", "Ivy", "Oscar", "Tilly", "Theo", "Hazel", "Milo", "Pearl", "Gus", "Daisy", "Noah", "Clara", "Toby", "Poppy"];

    public static readonly string[] Kinds =
    [
        "fox", "rabbit", "bear", "mouse", "owl", "duck", "cat", "dog", "frog", "hedgehog", "squirrel", "turtle",
        "pig", "goat", "lamb", "penguin", "panda", "koala", "badger", "beaver", "mole", "otter", "robot", "dragon",
    ];

    public static readonly string[] Moods =
    [
        "little", "brave", "happy", "curious", "kind", "sleepy", "clever", "shy",
        "cheerful", "gentle", "funny", "quiet", "tiny", "busy", "friendly", "young",
    ];

    public static readonly string[] Colors = ["red", "blue", "green", "yellow", "golden", "purple", "orange", "pink", "silver", "white"];

    public static readonly string[] Toys =
    [
        "ball", "boat", "drum", "hat", "bell", "book", "lantern", "whistle", "button", "teapot", "umbrella", "basket",
        "blanket", "ribbon", "key", "spoon", "marble", "mitten", "scarf", "cup", "wagon", "flute", "puzzle", "ring",
    ];

    /// <summary>Places that can follow "near the" and "to the".</summary>
    public static readonly string[] Places =
    [
        "river", "bridge", "pond", "lighthouse", "mill", "well", "barn", "gate",
        "beach", "market", "bakery", "tower", "lake", "school", "station", "fountain",
    ];

    public static readonly string[] Homes =
    [
        "in the forest", "in a small village", "near the sea", "on a green hill", "in the meadow", "by the river",
        "in a tiny house", "in the garden", "under an old oak", "in the mountains", "at the edge of the woods", "in a cozy cottage",
    ];

    public static readonly string[] Foods =
        ["cookies", "pancakes", "soup", "berries", "honey", "apples", "nuts", "cheese", "bread", "carrots", "plums", "cherries"];

    public static readonly string[] Cakes = ["cake", "pie", "honey cake", "apple pie", "plum cake", "berry pie"];

    public static readonly string[] Plants = ["sunflower", "pumpkin", "rose", "strawberry", "tomato", "tulip"];

    public static readonly string[] Skills = ["swim", "dance", "sing", "juggle", "skate", "whistle", "paint", "climb", "read", "jump rope"];

    public static readonly string[] Numbers =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    ];

    static readonly HashSet<string> s_girls =
        ["Mia", "Lily", "Ruby", "Zoe", "Anna", "Nora", "Luna", "Rosie", "Ella", "Ivy", "Tilly", "Hazel", "Pearl", "Daisy", "Clara", "Poppy"];

    static readonly HashSet<string> s_names = [.. HeroNames, .. FriendNames];

    /// <summary>Whether a name is a girl's; of names that are not in the lists, those that end like many girls' names.</summary>
    public static bool IsGirl(string name) => s_names.Contains(name) ? s_girls.Contains(name) : name[^1] is 'a' or 'e' or 'i';

    /// <summary>"a" or "an", by the word's first letter; no word of this world needs the finer rule.</summary>
    public static string Article(string word) => "aeiou".Contains(word[0], StringComparison.Ordinal) ? "an" : "a";
}
