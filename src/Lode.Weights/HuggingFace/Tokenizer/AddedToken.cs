namespace Lode.Weights.HuggingFace;

/// <summary>A token that is found in text before everything else, from <c>added_tokens</c> of tokenizer.json.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its spelling.</param>
/// <param name="IsSpecial">Whether it is a control token and no text.</param>
readonly record struct AddedToken(int Id, string Content, bool IsSpecial)
{
    const string NotInGguf = "GGUF cannot say this; the tokenizer cannot be converted";

    /// <summary>Reads an element, and refuses ways of matching that GGUF does not have.</summary>
    public static AddedToken Read(JsonSection token)
    {
        string content = token.FindString("content") ?? throw token.Error("content", "a string");
        foreach (string flag in (string[])["single_word", "lstrip", "rstrip"])
        {
            if (token.GetBoolean(flag, false))
                throw token.Error(flag, $"false for '{content}'", NotInGguf);
        }
        return new AddedToken(
            token.GetInteger("id", 0, TokenizerFile.LargestId), content, token.GetBoolean("special", false));
    }
}
