using System.Text.Json.Serialization;

namespace Lode.Cli.Guests;

/// <summary>How a guest came to its end.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GuestEnd>))]
enum GuestEnd
{
    /// <summary>It returned or exited, with whatever code.</summary>
    [JsonStringEnumMemberName("exited")]
    Exited,

    /// <summary>It did something that WebAssembly does not allow, or said that it cannot go on.</summary>
    [JsonStringEnumMemberName("trapped")]
    Trapped,

    /// <summary>It took longer than it was allowed to.</summary>
    [JsonStringEnumMemberName("timed_out")]
    TimedOut,

    /// <summary>Ctrl-C.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,

    /// <summary>The reader of its output went away.</summary>
    [JsonStringEnumMemberName("output_closed")]
    OutputClosed,
}
