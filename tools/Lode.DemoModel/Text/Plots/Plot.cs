namespace Lode.DemoModel.Text.Plots;

/// <summary>One kind of story: what it can be asked for as, and its beats, each told in one of several ways.</summary>
/// <param name="Topics">Templates that fit behind "a story about".</param>
/// <param name="Beats">What happens between the opening and the ending, in order; one alternative of each is told.</param>
sealed record Plot(string[] Topics, string[][] Beats);
