namespace Lode.DemoModel.Text.Plots;

/// <summary>Stories about small dangers and discoveries.</summary>
static class PlotsOfAdventure
{
    public static readonly Plot Kite = new(
        ["a kite", "a kite in a tree"],
        [
            ["[Hero] had [a color] kite.", "[Hero] made [a color] kite out of paper.", "For a long time, [hero] had wished for a kite. Now [he] had [a color] one."],
            ["One windy day, [he] took it to the [place].", "When the wind was strong, [he] ran to the [place].", "One morning, [he] let it fly near the [place]."],
            ["The kite flew higher and higher.", "Up it went, over the roofs and the trees.", "It danced in the sky like a bird."],
            ["But then the string broke, and it landed in a tall tree.", "But the wind pushed it into a tall tree.", "Suddenly, it was stuck at the top of a tree."],
            ["[Hero] pulled and pulled, but it did not move.", "[He] jumped as high as [he] could, but the tree was too tall.", "\"How can I get it down?\" asked [hero]."],
            ["[A mood2] [kind2] named [friend] saw it.", "Just then, [friend] the [kind2] came along the path.", "[Friend] the [kind2] was sitting under the tree."],
            ["\"I have an idea,\" said [friend].", "\"I can climb up,\" said [friend].", "\"Stand on my back,\" said [friend]."],
            ["They worked together, slowly and with care.", "One branch, two branches, three branches. It was not easy.", "It took a long time, but they did not give up."],
            ["At last, the kite was free.", "With one last pull, the kite came down.", "And then, the [color] kite was back in [his] hands."],
            ["\"Now it is your turn,\" said [hero], and [friend] let it fly.", "\"Thank you, [friend]! Let us fly it together,\" said [hero].", "They let it fly until the sun went down."],
        ]);

    public static readonly Plot DarkNight = new(
        ["a dark night", "a strange sound"],
        [
            ["One night, [hero] could not sleep.", "It was a dark and quiet night. [Hero] was in bed.", "One night, [hero] woke up in the dark."],
            ["Tap, tap, tap. There was a strange sound.", "There it was again, a soft tap.", "Something went bump near the window."],
            ["\"Who is there?\" asked [hero]. Nobody answered.", "[Hero] pulled the blanket over [his] head.", "[His] heart was beating fast."],
            ["[He] called [his] friend, [friend] the [kind2].", "[Friend] the [kind2] was staying for the night.", "[He] ran to the house of [friend] the [kind2]."],
            ["\"Do not be afraid,\" said [friend]. \"I am with you.\"", "\"Let us look together,\" said [friend].", "\"I heard it too,\" said [friend]."],
            ["They lit [a color] lantern and went to look.", "They held hands and opened the door.", "Step by step, they went into the dark."],
            ["They saw two round eyes.", "Something moved behind the curtain.", "The sound came closer and closer."],
            ["It was only a moth near the lamp.", "It was only a branch in the wind.", "It was only a little bird that wanted to come in."],
            ["They laughed so much that they had to sit down.", "\"And I was so afraid of that!\" said [hero].", "[Hero] let out a long breath and laughed."],
            ["They drank warm milk and told stories.", "The night did not seem so dark anymore.", "Soon the moon came out."],
        ]);

    public static readonly Plot Treasure = new(
        ["a treasure", "a treasure map"],
        [
            ["One day, [hero] found an old map in a bottle.", "One day, an old map fell out of a book.", "In the attic, [hero] found a map with a big cross on it."],
            ["\"A treasure!\" said [hero].", "\"I wonder what is hidden there,\" said [hero].", "[His] eyes grew big and round."],
            ["[He] ran to show it to [friend] the [kind2].", "[He] asked [friend], [a mood2] [kind2], to come along.", "\"Come with me,\" [he] said to [friend] the [kind2]."],
            ["They packed [food] and a rope and set off.", "They took a lamp and some [food] and set off.", "The next morning, they set off together."],
            ["They climbed over rocks and walked past the [place].", "The path led them to the [place].", "They crossed a stream and came to the [place]."],
            ["\"I am tired,\" said [friend]. \"Only a little more,\" said [hero].", "Once they lost their way, but [friend] found it again.", "\"Are we there yet?\" asked [friend]."],
            ["At last, they found the spot and began to dig.", "Behind a big stone, they saw the cross.", "Under an old tree, they dug a deep hole."],
            ["There was a wooden box in the ground.", "Clonk! There was a small chest.", "They pulled out a heavy chest."],
            ["In it was [a color] [toy] and a note.", "In it lay [a color] [toy], as good as new.", "They opened it and saw [a color] [toy]."],
            ["\"The real treasure is a friend,\" said the note.", "\"Half of it is yours,\" said [hero].", "\"We found it together,\" said [friend]."],
        ]);

    public static readonly Plot Star = new(
        ["a star", "a star that fell down"],
        [
            ["One night, [hero] looked up at the sky.", "[Hero] loved to look at the stars.", "One clear night, [hero] sat near the [place]."],
            ["A star fell down and landed in the grass.", "Suddenly, a little star fell from the sky.", "Something bright fell down with a soft sound."],
            ["\"Are you hurt?\" asked [hero].", "[Hero] picked it up. It was warm and light.", "[He] had never seen anything so beautiful."],
            ["\"I want to go home,\" said the little star.", "The star was small and very sad.", "\"Please help me,\" said the star. \"I miss the sky.\""],
            ["[Hero] did not know what to do, so [he] asked [friend] the [kind2].", "[He] carried it to [friend], [a mood2] [kind2].", "[A mood2] [kind2] named [friend] came to help."],
            ["\"We must go to the highest place,\" said [friend].", "\"Let us climb the mountain,\" said [friend].", "[Friend] thought for a long time. \"The tall hill!\" [he2] said."],
            ["They walked all night long.", "They climbed and climbed.", "The way was long, but the star gave them light."],
            ["At the top, [hero] held the star up high.", "On the top, they counted to three and threw the star up.", "From there, the sky was very close."],
            ["Up it flew, back to the sky.", "The star rose up and up, until it was home.", "The wind took the star and carried it home."],
            ["Now one star is always shining a little brighter for them.", "\"Good night, little star,\" said [hero].", "The star blinked at them, as if to say thank you."],
        ]);
}
