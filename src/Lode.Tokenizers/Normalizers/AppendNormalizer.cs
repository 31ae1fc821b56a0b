namespace Lode.Tokenizers;

/// <summary>Puts a string behind a text (<c>Append</c>).</summary>
sealed class AppendNormalizer(byte[] value) : Normalizer
{
    public override void Normalize(TextBuffer text)
    {
        int last = text.Length;
        if (last > 0)
        {
            Scalars.ReadBefore(text.Bytes, text.Length, out int length);
            last -= length;
        }
        text.BeginRewrite();
        text.CopyTo(text.Length);
        text.Write(value, last, text.Cursor);
        text.EndRewrite();
    }
}
