namespace Lode.DemoModel.Text.Plots;

/// <summary>Stories about things that are lost, broken, made or grown.</summary>
static class PlotsOfHome
{
    public static readonly Plot LostToy = new(
        ["a lost [toy]", "[a color] [toy]"],
        [
            ["[Hero] had [a color] [toy]. [He] loved it very much.", "[He] had [a color] [toy] and took it everywhere.", "[His] favorite thing was [a color] [toy]."],
            ["One morning, the [toy] was gone.", "But one day, [he] could not find the [toy].", "One windy day, the [toy] was not in its place."],
            ["[Hero] looked under the bed and behind the door.", "[He] looked in every corner of the house.", "[He] looked high and low, but it was nowhere."],
            ["\"Where can it be?\" asked [hero].", "[He] felt very sad.", "A tear rolled down [his] cheek."],
            ["Then [a mood2] [kind2] named [friend] came by.", "[His] friend, [friend] the [kind2], heard the news.", "[Friend] the [kind2] stopped to help."],
            ["\"Do not cry,\" said [friend]. \"We will find it together.\"", "\"I will help you,\" said [friend].", "\"Two can look better than one,\" said [friend]."],
            ["They walked all the way to the [place].", "They looked near the [place].", "They followed a small path to the [place]."],
            ["And there, under a big leaf, was the [color] [toy]!", "Something [color] was in the grass. It was the [toy]!", "There it was, the [color] [toy], shining in the sun."],
            ["\"Thank you, [friend],\" said [hero]. \"You are a true friend.\"", "[Hero] gave [friend] a big hug.", "[Hero] jumped for joy."],
        ]);

    public static readonly Plot BrokenToy = new(
        ["a broken [toy]", "how [a toy] was mended"],
        [
            ["[Hero] had [a mood2] friend, [friend] the [kind2].", "[His] best friend was [friend] the [kind2].", "Next door lived [friend] the [kind2]."],
            ["One sunny morning, [friend] came to play with [his] [color] [toy].", "One day, they played with [his] [color] [toy].", "One rainy day, [hero] showed [friend] [his] new [color] [toy]."],
            ["But [friend] dropped it, and it broke.", "Then there was a loud crack. The [toy] was broken.", "But the [toy] fell down and broke in two."],
            ["\"Oh no! I am so sorry,\" said [friend].", "[Friend] looked at the floor and began to cry.", "\"It was my fault,\" said [friend] in a small voice."],
            ["[Hero] was sad. But [friend] was sad too.", "[Hero] took a deep breath.", "For a while, [hero] said nothing."],
            ["\"Do not worry,\" said [hero]. \"We can mend it.\"", "\"A friend is worth more than [a toy],\" said [hero].", "\"Let us try to fix it,\" said [hero]."],
            ["They worked with glue and string.", "They worked all afternoon at the kitchen table.", "[Hero] held the parts and [friend] put on the glue."],
            ["Soon the [toy] was as good as new.", "At last, the [color] [toy] was whole again.", "In the end, the [toy] looked even better than before."],
        ]);

    public static readonly Plot Baking = new(
        ["[a cake]", "baking [a cake]"],
        [
            ["One day, [hero] wanted to bake [a cake].", "[Hero] loved to bake. Today [he] wanted to make [a cake].", "It was a cold day, just right for baking [a cake]."],
            ["[He] took flour, milk and eggs.", "[He] put on a big white apron.", "[He] lit the oven and found the biggest bowl."],
            ["But there was no sugar left.", "But the sugar jar was empty.", "But [he] had forgotten to buy sugar."],
            ["So [he] went to see [friend] the [kind2].", "[He] knocked at the door of [friend], [a mood2] [kind2].", "[He] ran to [his] neighbor, [friend] the [kind2]."],
            ["\"May I have some sugar?\" asked [hero].", "\"Can you help me?\" asked [hero]. \"I need sugar.\"", "\"Do you have a little sugar?\" asked [hero]."],
            ["\"Of course,\" said [friend]. \"May I help you bake?\"", "\"Yes, I do,\" said [friend]. \"Let us bake together!\"", "[Friend] smiled and gave [him] a full cup."],
            ["They stirred and stirred, and flour flew everywhere.", "Soon there was flour on every nose.", "They sang a song while they stirred."],
            ["When the [cake] came out of the oven, it smelled wonderful.", "The [cake] was round, warm and sweet.", "At last, the [cake] was ready."],
            ["They shared it with everyone.", "\"It is the best [cake] in the world,\" said [friend].", "They ate every crumb of it."],
        ]);

    public static readonly Plot Planting = new(
        ["a seed", "[a plant]"],
        [
            ["One morning, [hero] found a small seed.", "One day, [hero] got a small seed as a gift.", "In spring, [hero] found a seed in an old box."],
            ["[He] planted it near the [place].", "[He] put it into the ground and gave it water.", "[He] dug a little hole and put the seed in."],
            ["Every day, [he] gave it water.", "[He] came back every morning to look.", "Every evening, [he] sang a song for it."],
            ["One day passed, then two, then three. Nothing grew.", "A week went by, but nothing happened.", "But there was only brown earth to see."],
            ["\"Maybe it is asleep,\" said [hero].", "\"Why does it not grow?\" asked [hero].", "[Hero] was about to give up."],
            ["[His] friend [friend] the [kind2] came to see it.", "Then [he] met [friend], [a mood2] [kind2].", "[Friend] the [kind2] sat down beside [him]."],
            ["\"Good things take time,\" said [friend].", "\"Be patient,\" said [friend]. \"It will come.\"", "\"Let us wait one more day,\" said [friend]."],
            ["That night, it rained.", "The next day, the sun was warm and bright.", "So they waited together and told stories."],
            ["And then, something green came out of the ground.", "In the morning, there was a tiny green leaf.", "At last, a green tip looked out of the earth."],
            ["It grew and grew until it was a big, beautiful [plant].", "By summer, it was the finest [plant] of all.", "Soon it was [a plant], taller than [hero]."],
            ["\"You were right,\" said [hero].", "\"Hello, little one,\" said [hero].", "[Hero] danced around it."],
        ]);
}
