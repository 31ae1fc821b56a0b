namespace Lode.DemoModel.Text.Plots;

/// <summary>Stories about meeting, celebrating and learning from one another.</summary>
static class PlotsOfFriendship
{
    public static readonly Plot NewFriend = new(
        ["a new friend", "friends"],
        [
            ["[Hero] had no one to play with.", "[Hero] wished for a friend.", "[Hero] often felt alone."],
            ["One day, [he] went for a walk to the [place].", "One morning, [he] sat down near the [place].", "One afternoon, [he] walked along the path to the [place]."],
            ["There [he] met [friend], [a mood2] [kind2].", "There sat [a mood2] [kind2] named [friend].", "[A mood2] [kind2] was there. [His2] name was [friend]."],
            ["[Friend] was new here and knew nobody.", "[Friend] was trying to build a little house of sand.", "[Friend] was all alone too."],
            ["\"Hello,\" said [hero] in a soft voice.", "\"Would you like to play?\" asked [hero].", "\"May I sit with you?\" asked [hero]."],
            ["\"I would love that,\" said [friend].", "\"Yes, please!\" said [friend].", "[Friend] smiled from ear to ear."],
            ["They played hide and seek.", "They ran and jumped and laughed.", "They shared [food] and told each other stories."],
            ["When the sun went down, they did not want to stop.", "The time went by very fast.", "Soon it was time to go home."],
            ["\"Will you come again tomorrow?\" asked [friend]. \"Of course,\" said [hero].", "\"I am glad that I met you,\" said [hero].", "\"See you tomorrow!\" said [friend]."],
        ]);

    public static readonly Plot Birthday = new(
        ["a birthday", "a birthday party"],
        [
            ["Today was a special day. It was [his] birthday.", "It was the day of [his] birthday.", "[Hero] woke up early, for it was [his] birthday."],
            ["But nobody said a word about it.", "But the house was quiet and no one was there.", "But no one came to the door."],
            ["\"Did they all forget?\" asked [hero].", "[Hero] felt sad and small.", "[Hero] waited by the window."],
            ["Then [friend] the [kind2] knocked at the door.", "At noon, [his] friend [friend] the [kind2] came by.", "Then came [friend], [a mood2] [kind2]."],
            ["\"Come with me,\" said [friend]. \"I want to show you something.\"", "\"Quick, come to the [place],\" said [friend].", "\"Close your eyes and take my hand,\" said [friend]."],
            ["They walked to the [place].", "They went down the path to the [place].", "Step by step, they came to the [place]."],
            ["\"Surprise!\" called all the animals.", "There were lights and flowers everywhere.", "All [his] friends were there, and they sang a song."],
            ["There was [a cake], and there was music.", "There was a big table with [food] and [a cake].", "On the table stood [a cake] with many candles."],
            ["[Friend] gave [him] [a color] [toy].", "In a little box was [a color] [toy], a gift from [friend].", "[Hero] got [a color] [toy] from [friend]."],
            ["\"This is the best birthday ever,\" said [hero].", "\"Thank you, thank you!\" said [hero].", "[Hero] was so happy that [he] danced."],
        ]);

    public static readonly Plot Learning = new(
        ["learning to [skill]", "how to [skill]"],
        [
            ["More than anything, [hero] wanted to [skill].", "[Hero] wanted to learn to [skill].", "[Hero] had one big dream. [He] wanted to [skill]."],
            ["[He] tried and tried, but it was very hard.", "But it was not easy at all.", "[He] tried it ten times and failed ten times."],
            ["\"I will never learn,\" said [hero].", "\"Maybe I am too small,\" said [hero].", "[He] sat down and wanted to give up."],
            ["[A mood2] [kind2] named [friend] came by.", "[Friend] the [kind2] had seen it all.", "Then [friend], [a mood2] [kind2], sat down beside [him]."],
            ["\"I will show you how,\" said [friend].", "\"I could not do it at first,\" said [friend]. \"Try again.\"", "\"One small step each day,\" said [friend]."],
            ["They practiced near the [place] every morning.", "They practiced together, day after day.", "Every day, they met near the [place] and tried again."],
            ["Sometimes [hero] fell, but [he] always got up.", "Slowly, it got better.", "One day passed, and then another."],
            ["And at last, [hero] could [skill].", "And then, one morning, it worked! [Hero] could [skill].", "In the end, [hero] could [skill] better than anyone."],
            ["\"I knew you could do it,\" said [friend].", "\"Look at me!\" said [hero].", "[Friend] clapped and clapped."],
        ]);

    public static readonly Plot Rain = new(
        ["the rain", "a rainy day"],
        [
            ["One day, dark clouds came over the hill.", "One morning, the sky was gray.", "It was a fine day, until the wind began to blow."],
            ["[Hero] was near the [place] when it began to rain.", "[Hero] was on the way to the [place] when the rain came.", "Then the rain fell, and [hero] was far from home."],
            ["Soon [he] was wet from head to toe.", "The rain fell harder and harder.", "There was water everywhere."],
            ["[He] ran under a big tree.", "[He] saw a light in a window.", "[He] looked for a dry place."],
            ["There [he] found [friend], [a mood2] [kind2].", "There was [friend] the [kind2].", "[A mood2] [kind2] named [friend] waved at [him]."],
            ["\"Come here, it is dry,\" said [friend].", "\"You look cold,\" said [friend]. \"Come in.\"", "\"There is room for two,\" said [friend]."],
            ["[Friend] gave [him] a warm blanket and some [food].", "They shared [a color] umbrella and listened to the rain.", "They sat close and told each other funny stories."],
            ["After a while, the rain stopped.", "Then the sun came out.", "At last, the clouds went away."],
            ["A big rainbow stood over the [place].", "\"Look, a rainbow!\" said [hero].", "They jumped into every puddle they could find."],
        ]);
}
