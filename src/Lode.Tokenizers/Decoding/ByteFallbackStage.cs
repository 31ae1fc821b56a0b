using System.Globalization;

namespace Lode.Tokenizers;

/// <summary>Turns runs of <c>&lt;0xXX&gt;</c> into the text that they spell (<c>ByteFallback</c>).</summary>
/// <param name="next">What comes after.</param>
/// <param name="keepsIllFormed">
/// Ill-formed bytes stay as they are; otherwise a run that is no UTF-8 becomes one U+FFFD for each of its bytes, as in Hugging Face's.
/// </param>
sealed class ByteFallbackStage(DecodeStage next, bool keepsIllFormed) : DecodeStage
{
    readonly List<byte> _run = [];

    public override bool IsSettled => _run.Count == 0 && next.IsSettled;

    public override void Add(ReadOnlySpan<byte> token)
    {
        if (token.Length == 6 && token.StartsWith("<0x"u8) && token[5] == '>' && TryParse(token.Slice(3, 2), out byte value))
        {
            _run.Add(value);
            return;
        }
        Release();
        next.Add(token);
    }

    public override void Complete()
    {
        Release();
        next.Complete();
    }

    // Rust's from_str_radix takes a sign before digits; "+f" is 15 there too.
    static bool TryParse(ReadOnlySpan<byte> digits, out byte value) =>
        byte.TryParse(digits[0] == '+' ? digits[1..] : digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    void Release()
    {
        if (_run.Count == 0)
            return;
        ReadOnlySpan<byte> run = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_run);
        if (keepsIllFormed || System.Text.Unicode.Utf8.IsValid(run))
        {
            next.Add(run);
        }
        else
        {
            for (int i = 0; i < _run.Count; i++)
                next.Add("\uFFFD"u8);
        }
        _run.Clear();
    }
}
