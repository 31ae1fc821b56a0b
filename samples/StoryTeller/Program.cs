using Lode.Generation;

using LanguageModel model = LanguageModel.Open(args[0]);
GenerationOptions options = new() { MaxTokens = 39, Sampling = new SamplingOptions { Temperature = 0 } };
foreach (string piece in model.Generate("Once upon a time", options))
    Console.Write(piece);
Console.WriteLine();
