namespace Lode.Wasm.Artifacts;

/// <summary>The binary of a module whose code is an artifact's: opened when a trap is to be explained, if it is still what was compiled.</summary>
/// <param name="path">Where it was; null where that is not known.</param>
/// <param name="hash">Its hash.</param>
/// <param name="limits">What it may hold.</param>
sealed class ModuleBinary(string? path, ContentHash hash, WasmLimits limits)
{
    Module? _module;
    bool _tried;

    /// <summary>The module with its code; null where it is not at hand.</summary>
    public Module? Module
    {
        get
        {
            if (!_tried)
                _module = Open();
            _tried = true;
            return _module;
        }
    }

    Module? Open()
    {
        try
        {
            if (path is null)
                return null;
            byte[] bytes = File.ReadAllBytes(path);
            return ContentHash.Of(bytes) == hash ? Module.FromBytes(path, bytes, limits) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or WasmFormatException)
        {
            return null; // explaining a trap must not fail
        }
    }
}
