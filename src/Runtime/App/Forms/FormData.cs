namespace Gatehouse;

/// <summary>What an HTML form sent: fields and files, each in the order received. Valid until the handler is done.</summary>
public sealed class FormData
{
    private readonly List<KeyValuePair<string, string>> fields = [];
    private readonly List<FormFile> files = [];

    internal FormData()
    {
    }

    /// <summary>The fields. A name may stand there more than once, as check boxes and multiple selections send it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields => fields;

    /// <summary>The files. A file input that was left empty is none.</summary>
    public IReadOnlyList<FormFile> Files => files;

    /// <summary>First value of a field, or null.</summary>
    /// <param name="name">Name of the field, compared exactly.</param>
    public string? this[string name]
    {
        get
        {
            foreach (KeyValuePair<string, string> field in fields)
            {
                if (field.Key == name) return field.Value;
            }

            return null;
        }
    }

    /// <summary>Every value of a field; empty where there is none.</summary>
    /// <param name="name">Name of the field, compared exactly.</param>
    public IReadOnlyList<string> Values(string name) => [.. fields.Where(field => field.Key == name).Select(field => field.Value)];

    /// <summary>First file of a field, or null.</summary>
    /// <param name="name">Name of the field, compared exactly.</param>
    public FormFile? File(string name) => files.Find(file => file.Name == name);

    internal void Add(string name, string value) => fields.Add(new(name, value));

    internal void Add(FormFile file) => files.Add(file);
}
