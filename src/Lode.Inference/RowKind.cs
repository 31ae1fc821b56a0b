namespace Lode.Inference;

/// <summary>What a row holds.</summary>
public enum RowKind
{
    /// <summary>One value per vocabulary entry, before softmax.</summary>
    Logits,

    /// <summary>The final hidden state, after the last normalisation: one value per embedding dimension.</summary>
    Hidden,
}
