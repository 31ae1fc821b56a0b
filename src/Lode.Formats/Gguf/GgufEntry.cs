namespace Lode.Formats;

/// <summary>Where a metadata value lies.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Offset">Its first byte in the file, after the type.</param>
readonly record struct GgufEntry(GgufValueType Type, long Offset);
