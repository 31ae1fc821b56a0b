using System.Text.Json;

namespace Lode.Wasm.Bench.Speed;

/// <summary>V8 in one of its modes.</summary>
sealed class V8Engine(string name, string[] flags) : ISpeedEngine
{
    readonly NodeProcess _node = new("Speed/speed.js", flags);
    readonly string _output = Path.GetTempFileName();
    readonly string _errors = Path.GetTempFileName();

    public string Name => name;

    public SpeedRun Run(SpeedTask task)
    {
        _node.Send(task.Function is { } function
            ? $"{{\"file\":{Quote(task.File)},\"name\":\"{function}\",\"argument\":{task.Argument}}}"
            : $"{{\"file\":{Quote(task.File)},\"out\":{Quote(_output)},\"err\":{Quote(_errors)}}}");
        using JsonDocument document = JsonDocument.Parse(_node.Receive());
        JsonElement answer = document.RootElement;
        bool isProgram = task.Function is null;
        return new(
            answer.GetProperty("cpu").GetDouble(),
            answer.GetProperty("result").GetInt32(),
            isProgram ? File.ReadAllText(_output) : "",
            isProgram ? File.ReadAllText(_errors) : "",
            answer.TryGetProperty("error", out JsonElement error) ? error.GetString() : null);
    }

    public void Dispose()
    {
        _node.Dispose();
        File.Delete(_output);
        File.Delete(_errors);
    }

    static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
