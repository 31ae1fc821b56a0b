namespace Lode.Wasi.Tests;

/// <summary>Random paths in random trees lead where the model says.</summary>
public sealed class PathModelTests
{
    const int Trees = 12;
    const int PathsPerTree = 400;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Paths_lead_where_the_model_says(bool walks)
    {
        int found = 0;
        Dictionary<Errno, int> failed = [];
        for (int seed = 0; seed < Trees; seed++)
        {
            using HostFolder folder = new();
            Random random = new(seed);
            PathModel model = Plant(folder, random);
            using Guest guest = new(folder, walks);
            for (int i = 0; i < PathsPerTree; i++)
            {
                guest.Reset();
                string path = RandomPath(random);
                bool follow = random.Next(2) == 0;
                Errno error = guest.TryStat(path, out _, out _, out ulong inode, follow);
                switch (model.Resolve(path, follow))
                {
                    case PathModel.Answer.Failed { Error: Errno expected }:
                        error.ShouldBe(expected, $"seed {seed}: {path}, follow {follow}");
                        failed[expected] = failed.GetValueOrDefault(expected) + 1;
                        break;
                    case PathModel.Answer.Found { HostPath: string host }:
                        error.ShouldBe(Errno.Success, $"seed {seed}: {path}, follow {follow}");
                        guest.TryStat(host == "" ? "." : host, out _, out _, out ulong expectedInode, follow: false).ShouldBe(Errno.Success);
                        inode.ShouldBe(expectedInode, $"seed {seed}: {path}, follow {follow}, expected {host}");
                        found++;
                        break;
                }
            }
        }
        // The paths do reach every kind of answer.
        found.ShouldBeGreaterThan(500);
        foreach (Errno error in (Errno[])[Errno.NoEntry, Errno.NotDirectory, Errno.NotCapable, Errno.TooManyLinks])
            failed[error].ShouldBeGreaterThan(5, error.ToString());
    }

    /// <summary>Directories a, b, c of three levels, some of them files, some links to anything.</summary>
    static PathModel Plant(HostFolder folder, Random random)
    {
        PathModel model = new();
        Plant("", 0);
        return model;

        void Plant(string at, int depth)
        {
            foreach (string name in (string[])["a", "b", "c", "d"])
            {
                string path = at + name;
                switch (depth < 3 ? random.Next(8) : 3 + random.Next(5))
                {
                    case 0 or 1 or 2:
                        Directory.CreateDirectory(folder.Inside(path));
                        model.Add(path);
                        Plant(path + "/", depth + 1);
                        break;
                    case 3:
                        folder.Write(path, "");
                        model.Add(path, isFile: true);
                        break;
                    case 4 or 5:
                        string target = RandomPath(random);
                        target = target == "" ? "." : target;
                        folder.Link(path, target);
                        model.Add(path, link: target);
                        break;
                }
            }
        }
    }

    static string RandomPath(Random random)
    {
        string[] parts = ["a", "b", "c", "d", "a", "b", "..", "..", ".", "", "x"];
        string path = string.Join('/', Enumerable.Range(0, 1 + random.Next(6)).Select(_ => parts[random.Next(parts.Length)]));
        return random.Next(30) == 0 ? "/" + path : path;
    }
}
