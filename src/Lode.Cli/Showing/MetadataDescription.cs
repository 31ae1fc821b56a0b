using System.Text.Json.Nodes;

namespace Lode.Cli.Showing;

/// <summary>One metadata value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Type">The type of the value; of an array, that of its elements.</param>
/// <param name="Count">Elements of an array, or bytes of a text that was cut; null where the value is whole and single.</param>
/// <param name="Value">The value, or its beginning.</param>
sealed record MetadataDescription(string Key, string Type, long? Count, JsonNode? Value);
