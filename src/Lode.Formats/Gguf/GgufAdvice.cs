namespace Lode.Formats;

/// <summary>What to do about a bad file, in words that several errors share.</summary>
static class GgufAdvice
{
    public const string Damaged = "the file is damaged; get it again";
    public const string Incomplete = "the file is damaged or its download is incomplete; get it again";
    public const string NotConverted = "the file was not written correctly; convert the model again, or get another copy";
    public const string NeedsNewer = "the file may need a newer version of Lode";
}
