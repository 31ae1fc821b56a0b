namespace Lode.Wasi.Tests;

/// <summary>A tree of names that resolves paths as POSIX says, in memory and in the plainest way: what both walkers are held against.</summary>
sealed class PathModel
{
    const int MaximumLinks = 40;

    readonly Node _root = new(null, null);

    public abstract record Answer
    {
        /// <summary>It leads to something: its path on the host, below the root.</summary>
        public sealed record Found(string HostPath) : Answer;

        public sealed record Failed(Errno Error) : Answer;
    }

    sealed class Node(Node? parent, string? link)
    {
        public Node? Parent => parent;

        public string? Link => link;

        public Dictionary<string, Node>? Entries { get; init; } = link is null ? [] : null;

        public string Path { get; init; } = "";
    }

    /// <summary>Adds a directory, or a file, or a link; in a directory that exists.</summary>
    public void Add(string path, bool isFile = false, string? link = null)
    {
        int slash = path.LastIndexOf('/');
        Node parent = _root;
        foreach (string name in slash < 0 ? [] : path[..slash].Split('/'))
            parent = parent.Entries![name];
        parent.Entries!.Add(path[(slash + 1)..], isFile ? new Node(parent, null) { Entries = null, Path = path } : new Node(parent, link) { Path = path });
    }

    public Answer Resolve(string path, bool follow)
    {
        if (path == "")
            return new Answer.Failed(Errno.NoEntry);
        int links = 0;
        Node here = _root;
        LinkedList<string> rest = new(path.Split('/'));
        if (path[0] == '/')
            return new Answer.Failed(Errno.NotCapable);
        while (rest.First is LinkedListNode<string> first)
        {
            rest.RemoveFirst();
            string name = first.Value;
            if (here.Entries is null)
                return new Answer.Failed(Errno.NotDirectory); // also where only a slash follows a file
            if (name is "" or ".")
                continue;
            if (name == "..")
            {
                if (here.Parent is null)
                    return new Answer.Failed(Errno.NotCapable);
                here = here.Parent;
                continue;
            }
            if (!here.Entries.TryGetValue(name, out Node? next))
                return new Answer.Failed(Errno.NoEntry);
            if (next.Link is null || (rest.Count == 0 && !follow))
            {
                here = next;
                continue;
            }
            if (++links > MaximumLinks)
                return new Answer.Failed(Errno.TooManyLinks);
            if (next.Link.StartsWith('/'))
                return new Answer.Failed(Errno.NotCapable);
            foreach (string part in next.Link.Split('/').Reverse())
                rest.AddFirst(part);
        }
        return new Answer.Found(here.Path);
    }
}
