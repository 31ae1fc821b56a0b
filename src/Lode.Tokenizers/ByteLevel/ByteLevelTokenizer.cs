namespace Lode.Tokenizers;

/// <summary>Byte-level BPE (<c>tokenizer.ggml.model = gpt2</c>): words are bytes that merge in the order of the merge list.</summary>
/// <remarks>
/// The merge list decides and not the rank of the result, which differs for a few words in a million. Text is not normalised: a
/// vocabulary whose Hugging Face form applies NFC (Qwen) gets here, as in llama.cpp, the bytes as they are.
/// </remarks>
sealed class ByteLevelTokenizer : VocabularyTokenizer
{
    readonly PreTokenizer _preTokenizer;
    readonly BpeModel _model;

    /// <param name="vocabulary">The tokens.</param>
    /// <param name="special">The tokens with a meaning of their own.</param>
    /// <param name="bytes">What each token adds to the text.</param>
    /// <param name="model">Encodes words.</param>
    /// <param name="preTokenizer">Cuts text into words.</param>
    public ByteLevelTokenizer(Vocabulary vocabulary, SpecialTokens special, ByteStrings bytes, BpeModel model, PreTokenizer preTokenizer)
        : base(vocabulary, special, bytes)
    {
        _model = model;
        _preTokenizer = preTokenizer;
    }

    public override bool StripsLeadingSpace => false;

    internal BpeModel Model => _model;

    internal PreTokenizer Words => _preTokenizer;

    protected override void EncodeText(ReadOnlySpan<byte> text, ref TokenSink sink) => _model.EncodeSegment(text, _preTokenizer, ref sink);
}
