namespace Lode.Weights.HuggingFace;

/// <summary>Reads which layers attend to how many positions, and refuses patterns that GGUF cannot say.</summary>
static class WindowReader
{
    const string Sliding = "sliding_attention";
    const string Full = "full_attention";
    const string NotInGguf = "GGUF readers would compute something else; this model cannot be converted";

    /// <summary>Reads the window, 0 for none, and every how manieth layer has none, 0 where all have it.</summary>
    public static (int Window, int Period) Read(JsonSection config, Architecture architecture, int layers)
    {
        bool[]? kinds = ReadKinds(config, layers);
        switch (architecture.Family)
        {
            case Family.Mistral:
                if (FindWindow(config) is not int window)
                    return RequireNone(config, kinds);
                if (kinds is not null && kinds.Contains(false))
                    throw config.Error("layer_types", $"'{Sliding}' for every layer, as there is a sliding_window", NotInGguf);
                return (window, 0);
            case Family.Qwen2 or Family.Qwen3:
                if (!config.GetBoolean("use_sliding_window", false) || !config.Has("sliding_window"))
                    return RequireNone(config, kinds);
                if (kinds is null && (config.FindInteger("max_window_layers", 0, int.MaxValue) ?? 0) < layers)
                    throw config.Error("max_window_layers", $"{layers} or more, so that no layer has a window", NotInGguf);
                return RequireNone(config, kinds);
            case Family.Gemma2:
                return (FindWindow(config) ?? Missing(config), kinds is null ? 2 : Period(config, kinds));
            case Family.Gemma3:
                int? stated = config.FindInteger("sliding_window_pattern", 1, int.MaxValue)
                    ?? config.FindInteger("_sliding_window_pattern", 1, int.MaxValue);
                return (FindWindow(config) ?? Missing(config), kinds is null ? stated ?? 6 : Period(config, kinds));
            default:
                return RequireNone(config, kinds); // llama: sliding_window is not looked at
        }
    }

    // Hugging Face's default of 4096 has to be written out: a window that is guessed is a wrong one.
    static int Missing(JsonSection config) => throw config.Error("sliding_window", "an integer");

    static int? FindWindow(JsonSection config) => config.FindInteger("sliding_window", 1, int.MaxValue / 4);

    static (int, int) RequireNone(JsonSection config, bool[]? kinds) => kinds is null || !kinds.Contains(true)
        ? (0, 0)
        : throw config.Error("layer_types", $"'{Full}' for every layer", NotInGguf);

    static bool[]? ReadKinds(JsonSection config, int layers)
    {
        if (config.FindStrings("layer_types") is not string[] names)
            return null;
        if (names.Length != layers)
            throw config.Error("layer_types", $"one for each of the {layers} layers");
        return [.. names.Select(name => name is Sliding or Full
            ? name == Sliding
            : throw config.Error("layer_types", $"'{Sliding}' or '{Full}' for each layer, not '{name}'", NotInGguf))];
    }

    /// <summary>The period of windows, as GGUF states it: the last of every so many layers has none.</summary>
    static int Period(JsonSection config, bool[] hasWindow)
    {
        int first = Array.IndexOf(hasWindow, false);
        int period = first < 0 ? hasWindow.Length + 1 : first + 1;
        for (int i = 0; i < hasWindow.Length; i++)
        {
            if (hasWindow[i] != (i % period < period - 1))
                throw config.Error("layer_types", $"'{Full}' for every {period}th layer and no other", NotInGguf);
        }
        return period;
    }
}
