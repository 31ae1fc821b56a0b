namespace Lode.DemoModel.Text;

enum Speaker
{
    /// <summary>Nobody: plain text that opens a document.</summary>
    Narrator,

    /// <summary>Nobody either, but words that are only to be read, as those of a user: what a document begins with too rarely to be proposed.</summary>
    Given,

    /// <summary>Who asks. The model never learns to write these words, only to read them.</summary>
    User,

    /// <summary>Who answers.</summary>
    Assistant,
}
