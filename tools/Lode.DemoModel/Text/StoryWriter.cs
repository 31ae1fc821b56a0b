using Lode.DemoModel.Text.Plots;

namespace Lode.DemoModel.Text;

/// <summary>Tells stories: an opening, the beats of one plot, an ending.</summary>
static class StoryWriter
{
    public static readonly Plot[] Plots =
    [
        PlotsOfHome.LostToy, PlotsOfAdventure.Kite, PlotsOfFriendship.NewFriend, PlotsOfAdventure.Star,
        PlotsOfHome.Baking, PlotsOfAdventure.DarkNight, PlotsOfFriendship.Birthday, PlotsOfHome.Planting,
        PlotsOfAdventure.Treasure, PlotsOfFriendship.Learning, PlotsOfFriendship.Rain, PlotsOfHome.BrokenToy,
    ];

    /// <summary>A story whose opening the reader wrote, about someone with a name of the reader's.</summary>
    public static Turn[] Continue(Randomness random)
    {
        Cast cast = new(random);
        string opening = random.Unpaid(() =>
        {
            cast["hero"] = Names.Invent(random);
            return Template.Fill(random.Pick(Frame.Openings), cast);
        });
        List<string> lines = [];
        Tell(random.Pick(Plots), cast, random, lines);
        return [new Turn(Speaker.Given, opening), new Turn(Speaker.Narrator, " " + string.Join(' ', lines))];
    }

    /// <summary>A story; roles that the cast has settled already are kept.</summary>
    public static string Write(Plot plot, Cast cast, Randomness random)
    {
        List<string> lines = [Template.Fill(random.Pick(Frame.Openings), cast)];
        Tell(plot, cast, random, lines);
        return string.Join(' ', lines);
    }

    static void Tell(Plot plot, Cast cast, Randomness random, List<string> lines)
    {
        foreach (string[] beat in plot.Beats)
            lines.Add(Template.Fill(random.Pick(beat), cast));
        lines.Add(Template.Fill(random.Pick(Frame.Endings), cast));
    }
}
