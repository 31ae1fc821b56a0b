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

    /// <summary>A story; roles that the cast has settled already are kept.</summary>
    public static string Write(Plot plot, Cast cast, Randomness random)
    {
        List<string> lines = [Template.Fill(random.Pick(Frame.Openings), cast)];
        foreach (string[] beat in plot.Beats)
            lines.Add(Template.Fill(random.Pick(beat), cast));
        lines.Add(Template.Fill(random.Pick(Frame.Endings), cast));
        return string.Join(' ', lines);
    }
}
