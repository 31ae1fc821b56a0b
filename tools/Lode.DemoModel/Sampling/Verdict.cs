namespace Lode.DemoModel.Sampling;

/// <summary>What a story is worth, judged by the grammar that its model learned from.</summary>
enum Verdict
{
    /// <summary>The generator could have written it.</summary>
    Sound,

    /// <summary>Each sentence is right, but a name, a kind, a pronoun, an article or a thing changes on the way.</summary>
    Inconsistent,

    /// <summary>Each sentence is right, but they do not follow each other as in any plot.</summary>
    OutOfOrder,

    /// <summary>Some sentence is none of the grammar's.</summary>
    Malformed,
}
