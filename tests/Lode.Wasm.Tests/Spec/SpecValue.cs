using System.Text.Json;

namespace Lode.Wasm.Tests.Spec;

/// <summary>A value in a script: bits as decimal numbers, or a kind of NaN.</summary>
readonly struct SpecValue(JsonElement element)
{
    public string Type => element.GetProperty("type").GetString()!;

    /// <summary>The lanes' type of a vector.</summary>
    public string LaneType => element.GetProperty("lane_type").GetString()!;

    public string Text => element.GetProperty("value").GetString()!;

    public string[] Lanes => [.. element.GetProperty("value").EnumerateArray().Select(lane => lane.GetString()!)];
}
