"""What backing up refuses (备份错误)."""

from backend.kit.errors import Refusal


class NoRepository(Refusal):
    """There is no backup in that place (不是备份目录)."""

    code = "BAK-101"
    status = 404
    say = "{place} 里没有备份：请检查路径，备份盘是否已挂载。"


class NoBackup(Refusal):
    """The repository has no backup of that name (没有这份备份)."""

    code = "BAK-102"
    status = 404
    say = "没有名为 {name} 的备份：用 cwt backup list 查看全部名称。"


class BackupRunning(Refusal):
    """Another backup, or a pruning, is at work on this machine or in this place (备份正在进行)."""

    code = "BAK-103"
    say = "另一次备份正在进行，请等它结束后再试。"


class BackupForeign(Refusal):
    """The key ring is a good one, of other data than this repository's (密钥环不属于该备份)."""

    code = "BAK-104"
    say = "密钥环不对：这里的备份属于密钥环 {own}，给出的是 {given}。请换上与备份配套的 keyring.json，备份没有改动。"


class BackupKeyMissing(Refusal):
    """The ring is the right one, but too old or cut down: a version that sealed the backup is not in it (缺少密钥)."""

    code = "BAK-105"
    say = "密钥环里没有这份备份所用的密钥版本：请用备份之后保存的 keyring.json，旧版本的密钥不能删除。"


class BackupBroken(Refusal):
    """A piece without which nothing else can be read is gone or was altered (备份损坏). ``what`` names it."""

    code = "BAK-106"
    say = "备份不完整：{what}。请换用另一份备份，或把备份目录的这份文件从副本找回。"


class BackupDiskFull(Refusal):
    """No room is left where something had to be written (磁盘已满)."""

    code = "BAK-107"
    status = 507
    say = "{place} 所在的磁盘已满，本次没有做完；以前的备份都完好。请清出空间后再运行一次，已写入的部分会接着用。"


class PlaceTrouble(Refusal):
    """The place of the backups cannot be read or written (备份位置无法访问)."""

    code = "BAK-108"
    status = 503
    say = "无法读写备份位置 {place}（{reason}）：请检查路径、挂载和权限，以前的备份没有改动。"


class FolderNotEmpty(Refusal):
    """A restore goes into an empty folder only, so that nothing that lives is written over (目标文件夹非空)."""

    code = "BAK-109"
    say = "{place} 不是空文件夹：恢复只写入空文件夹，以免覆盖正在使用的数据。请换一个新的路径。"


class DatabaseNotEmpty(Refusal):
    """A restore goes into an empty database only (目标数据库非空)."""

    code = "BAK-110"
    say = "数据库里已经有表：恢复只写入空数据库，以免覆盖正在使用的数据。请新建一个空数据库。"


class OtherEngine(Refusal):
    """The backup was made of another kind of database than the one named (数据库种类不同)."""

    code = "BAK-111"
    say = "这份备份来自 {made}，不能恢复到 {asked}：请按 docs/backup.md 设置 CWT_DATABASE_URL 后再试。"


class ToolMissing(Refusal):
    """A client program of MariaDB is not installed on this machine (缺少程序)."""

    code = "BAK-112"
    say = "本机没有 {program}：请安装 MariaDB 或 MySQL 客户端（如 apt install mariadb-client）后再试。"


class DatabaseTrouble(Refusal):
    """The database could not be read whole, or not be written (数据库无法备份或恢复)."""

    code = "BAK-113"
    status = 503
    say = "数据库读写失败（{reason}）：请检查数据库是否正常，以前的备份没有改动。"


class NoSuchMonth(Refusal):
    """Not a month, or one that is not over yet (月份有误)."""

    code = "BAK-115"
    status = 422
    say = "月度归档的月份应写作 2026-10 这样的格式，并且已经结束；收到的是“{month}”。"


class NothingToCopy(Refusal):
    """No archive was closed in these days (没有可备份的档案)."""

    code = "BAK-117"
    status = 404
    say = "所选日期内没有归档的业务，请换一段日期。"


class PeriodTooLong(Refusal):
    """More than a year at once (时间跨度过长)."""

    code = "BAK-118"
    status = 422
    say = "一次最多下载 {days} 天的档案，请分几次下载。"


class OwnStationOnly(Refusal):
    """Only who leads a station may take its own copy (仅限本站站长)."""

    code = "BAK-119"
    status = 403
    say = "只有站长可以下载本站的备份。"


class NoSchedule(Refusal):
    """No place for backups is set, so none can be made from the console (未设置备份位置)."""

    code = "BAK-120"
    say = "还没有设置备份位置：请在设置中填写 CWT_BACKUP_FOLDER 并重新启动。"


class SourceTrouble(Refusal):
    """What is to be backed up cannot be read for now: the vault's service does not answer (数据源无法访问)."""

    code = "BAK-116"
    status = 503
    say = "暂时读不到要备份的数据（{service} {reason}），本次没有做完；以前的备份都完好，请稍后再运行一次。"


class NoKeyRing(Refusal):
    """The file that was named as a key ring is none (没有密钥环)."""

    code = "BAK-114"
    say = "{place} 不是可用的密钥环文件：请用 --keyring 指明单独保管的 keyring.json。"
