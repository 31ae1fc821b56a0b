namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>An instruction that only computes.</summary>
/// <param name="Code">The opcode, with the prefix in the second byte.</param>
/// <param name="Result">The type of the result.</param>
/// <param name="Operands">The types of the operands, the topmost last.</param>
/// <param name="Accepts">NaNs of open bits in the operands do not show in the result's bits.</param>
/// <param name="Makes">What the result may hold.</param>
/// <param name="IsTransparent">Bits pass: the result may hold what the operands may.</param>
sealed record Operation(
    int Code,
    ValueKind Result,
    ValueKind[] Operands,
    FloatLanes Accepts = FloatLanes.None,
    FloatLanes Makes = FloatLanes.None,
    bool IsTransparent = false);
