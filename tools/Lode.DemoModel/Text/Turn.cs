namespace Lode.DemoModel.Text;

/// <summary>A part of a document.</summary>
/// <param name="Speaker">Whose words they are.</param>
/// <param name="Text">The words, without any special token.</param>
sealed record Turn(Speaker Speaker, string Text);
