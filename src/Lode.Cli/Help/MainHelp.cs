using Lode.Cli.Errors;

namespace Lode.Cli.Help;

/// <summary>What <c>lode</c> and <c>lode --help</c> print.</summary>
static class MainHelp
{
    public const string Text = $"""
        Lode runs language models: GGUF files, mapped where they lie. And WebAssembly programs.

        Usage:
          lode run MODEL [PROMPT]             Write on from a prompt.
          lode logits MODEL [PROMPT] -o FILE  Write the logits of a prompt to a file.
          lode show MODEL                     Say what a model file holds.
          lode load MODEL                     Say what each way of loading a model costs.
          lode convert FOLDER -o FILE         Make a GGUF file of a Hugging Face folder.
          lode quantize MODEL -o FILE         Make a model smaller.
          lode pack MODEL -o FILE             Lay a model out for the fast kernels.
          lode unpack MODEL -o FILE           Lay it out as it was.
          lode verify MODEL                   Say whether a model is whole and its values are finite.
          lode compare MODEL OTHER            Say how far the tensors of two models are apart.
          lode bench MODEL...                 Say how fast models read and write.
          lode perplexity MODEL FILE          Say how well a model foretells a text.
          lode tokenize MODEL [FILE...]       Turn text into token ids.
          lode detokenize MODEL [IDS...]      Turn token ids into text.
          lode wasm run FILE [-- ARGS]        Run a WebAssembly program.
          lode control serve SOCKET           Run controllers for other processes.
          lode stat -- COMMAND [ARGS]         Say what any command really cost.
          lode COMMAND --help                 Say how a command is used.
          lode --version                      Say which Lode this is.

        MODEL is a GGUF file (any part of a split one), a Hugging Face folder, '-' for a GGUF file on
        standard input, or 'demo' for the small built-in model.

        Examples:
          lode run demo
          lode run demo "Once upon a time" --max-tokens 40 --stats
          lode show demo

        Environment:
          NO_COLOR=1             no colours on the terminal
          {ErrorReport.TraceVariable}=1           with an error, print where it happened

        Exit codes: {HelpWriter.ExitCodes}

        """;
}
