namespace Lode.Tokenizers;

/// <summary>Puts a string before a text that is not empty (<c>Prepend</c>).</summary>
sealed class PrependNormalizer(byte[] value) : Normalizer
{
    /// <summary>What is put there.</summary>
    public ReadOnlySpan<byte> Value => value;

    public override void Normalize(TextBuffer text) => Prepend(text, value);

    /// <summary>What is put there comes from the first character.</summary>
    public static void Prepend(TextBuffer text, ReadOnlySpan<byte> value)
    {
        if (text.Length == 0)
            return;
        Scalars.Read(text.Bytes, 0, out int first);
        text.BeginRewrite();
        text.Write(value, 0, first);
        text.CopyTo(text.Length);
        text.EndRewrite();
    }
}
