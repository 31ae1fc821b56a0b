using System.Globalization;
using Lode.Tokenizers;

namespace Lode.Control.Bench.Sharing;

/// <summary>One of the processes: its guests read everything, and it says what that takes.</summary>
static class SharingProcess
{
    public const string FileName = "shared.bin";

    public static int Run(Arguments arguments, string folder)
    {
        int guests = arguments.Number("--guests", 8), vocabulary = arguments.Number("--vocabulary", 128_256);
        Tokenizer tokenizer = BenchTokenizer.Make(vocabulary);
        string file = Path.Combine(folder, FileName), vocabularies = Path.Combine(folder, "vocabulary");
        using Controller controller = Controller.Load(BenchGuest.PathOf("sharing"), new() { VocabularyFolder = vocabularies });
        List<ControllerRequest> requests = [];
        for (int i = 0; i < guests; i++)
        {
            ControllerRequest request = controller.Start(tokenizer, new()
            {
                Vocabulary = vocabulary,
                TokenCapacity = 1024,
                Files = [new("shared", file)],
            });
            requests.Add(request);
            SequenceController sequence = request.Open([1]);
            sequence.Begin(ControlPhase.Initialize);
            sequence.End();
            if (!request.Variables.Results.ContainsKey("sum"))
                throw new InvalidOperationException("a guest could not map the file");
        }
        Console.WriteLine("ready");
        Console.ReadLine();
        (long fileShare, long filePrivate) = Residency.Of(file);
        (long vocabularyShare, long vocabularyPrivate) = Residency.Of(Directory.EnumerateFiles(vocabularies).Single());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fileShare} {vocabularyShare} {filePrivate + vocabularyPrivate}"));
        Console.ReadLine();
        requests.ForEach(static request => request.Dispose());
        return 0;
    }
}
