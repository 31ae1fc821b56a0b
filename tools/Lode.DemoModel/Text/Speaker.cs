namespace Lode.DemoModel.Text;

enum Speaker
{
    /// <summary>Nobody: plain text that opens a document.</summary>
    Narrator,

    /// <summary>Who asks. The model never learns to write these words, only to read them.</summary>
    User,

    /// <summary>Who answers.</summary>
    Assistant,
}
