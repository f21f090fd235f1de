"""Which document a PDF says that it is (文件自述编号). Plain: any process can run it on any file."""

import pypdfium2

# Longer than any number of ours.
LONGEST = 40


def number_in(file: bytes) -> str:
    """The number in the title that our papers carry, ``二手车买卖合同 2635-00000001``; empty for anything else."""
    try:
        with pypdfium2.PdfDocument(file) as document:
            title = document.get_metadata_value("Title")
    except (pypdfium2.PdfiumError, UnicodeDecodeError):  # a title of half characters is nobody's number
        return ""
    number = title.strip().rpartition(" ")[2]
    return number if len(number) <= LONGEST else ""
